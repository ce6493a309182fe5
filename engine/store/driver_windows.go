package store

import _ "huiliu/engine/store/winshim" // five symbols DuckDB's libraries need of the C runtime
