// Package winshim lets DuckDB's prebuilt static libraries for Windows, which were
// built against the newer C runtime (UCRT), link with a MinGW-w64 that uses the
// older one (msvcrt), as Debian 12 packages it. It is empty everywhere else.
package winshim
