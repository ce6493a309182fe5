package screen

// DataView is the data screen: the import wizard while tables wait, else what the
// project holds.
type DataView struct {
	Import *ImportView // nil when nothing waits to be imported
	Held   *HeldView   // nil while no project is open, or tables wait
}

// ImportView is the import wizard: the waiting tables at the left, one of them in
// steps at the right.
type ImportView struct {
	Tables  []TableItem
	Chosen  int // position in Tables
	Steps   []StepItem
	Step    string
	Reading *ReadingView // set on its step
	Columns *ColumnsView // set on its step
	Check   *CheckView   // set on its step
	Targets []Choice     // where the tables may go
	Target  string
}

// Standing is how a table or a finding stands; it is always shown with a word.
type Standing string

// The standings.
const (
	StandingReady   Standing = "ready"   // nothing to do
	StandingCheck   Standing = "check"   // please look
	StandingBlocked Standing = "blocked" // cannot be used so
	StandingSkipped Standing = "skipped" // left out
)

// TableItem is one waiting table in the list.
type TableItem struct {
	Name     string // of the file
	Part     string // sheet, or entry of an archive
	Facts    string // "订单 · 12,345 行"
	Standing Standing
	Word     string // "可以导入"
	Why      string // what to look at, "" when ready
}

// StepItem is one step of the chosen table.
type StepItem struct {
	Key   string
	Text  string // "① 读法"
	Doubt bool   // something there needs a look
}

// Chooser is one thing to choose, with its words.
type Chooser struct {
	Key     string
	Label   string
	Note    string
	Choices []Choice
	Chosen  string
}

// ReadingView says how the file is read and shows its first lines.
type ReadingView struct {
	Table      int // position of the table
	Sentence   string
	Hint       string // what to do, "" for nothing
	Waiting    string // what is being looked at, "" when it is there
	Doubt      bool
	Facts      []Fact
	Changeable bool // another reading can be chosen
	Open       bool // the ways to read are shown
	Encodings  []EncodingView
	Choosers   []Chooser
	CanRange   bool
	Range      string     // the part that is read, as B3:H200; "" for all
	Header     []string   // of the preview
	Rows       [][]string // of the preview, the line's number first
}

// EncodingView is one encoding with a line of the file as it would read.
type EncodingView struct {
	Key, Name string
	Sample    string
	Word      string // "读得通", "读不通"
	Fits      bool
	Chosen    bool
}

// Fact is a small thing to know.
type Fact struct {
	Label, Text string
}

// ColumnsView says what the table and each of its columns are taken for.
type ColumnsView struct {
	Table      int // position of the table
	Role       Chooser
	Platform   string   // whose export it seems to be, "" when unknown
	Remembered string   // that the mapping is that of last time, "" when it is not
	Missing    string   // what the role still needs, "" when it is complete
	Doubts     int      // columns to look at
	Sentence   string   // how many columns are sure and how many to look at
	Notes      []string // blank and repeated rows, warnings
	Dates      *Chooser // how dates are read, when that is not certain
	Amounts    *Chooser // whether the amount is the row's own or the order's, when that is not certain
	Side       *Chooser // who answered a questionnaire, when no column says it
	Fields     []Choice
	Rows       []ColumnView // doubtful ones first
	More       int          // columns not listed
	Skip       bool
}

// ColumnView is one column of a waiting table.
type ColumnView struct {
	Index   int
	Header  string
	Type    string // "日期"
	Field   string
	Sure    string // "很确定", "请核对"
	Doubt   bool
	Why     string
	Samples string
	Filled  string // "98% 有值", "" when every row has one
}

// CheckView says what will become of the rows before they are imported.
type CheckView struct {
	Table    int // position of the table
	Sentence string
	Hint     string
	Doubt    bool
	Matches  []MatchView
	Tables   []Table // examples and reasons of rows that would be rejected
}

// MatchView says how far two tables speak about the same customers.
type MatchView struct {
	Text  string
	Hint  string
	Doubt bool
}
