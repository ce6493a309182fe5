package screen

// View is everything the window shows at one moment, in the person's language. It
// holds texts, numbers and keys only and never changes after it was made.
type View struct {
	Rev        int // changes with results and language: charts must be drawn again
	Shell      Shell
	Page       Page
	Start      *StartView      // set on the start screen
	Data       *DataView       // set on the data screen
	Definition *DefinitionView // set on the definition screen
	Winback    *WinbackView    // set on the win-back screen
	Report     *ReportView     // set on the report screen
	Coding     *CodingView     // set on the coding screen
	Race       *RaceView       // set on the race screen
	Index      *IndexView      // set on the risk index screen
	Card       *CardView       // set on a customer's card
	Forms      []FormView      // what can be entered on this screen
}

// Shell is what stands around every screen.
type Shell struct {
	Title    string // of the window: project and program
	Project  string // name of the open project, "" for none
	Current  Key
	Nav      []NavItem
	Job      JobView
	Problems []Problem
	Lang     string
	Theme    string // "light", "dark", "" = the system's
	CanUndo  bool
	Replay   string // the banner of a replay, "" when everything answers as of the last day
}

// NavState is where a step of the road stands.
type NavState string

// The states of a step.
const (
	NavReady NavState = "ready" // can be worked on
	NavDone  NavState = "done"
	NavStale NavState = "stale" // being recomputed
	NavNeeds NavState = "needs" // something is missing, see Note
)

// NavItem is one step of the road.
type NavItem struct {
	Key   Key
	Text  string // "③ 概览"
	State NavState
	Note  string // what would unlock it
	Hint  bool   // the project is open and only this step lacks something
	// Under is the step a question belongs to, "" for a step; Folded hides it while
	// neither that step nor one of its questions is shown.
	Under  Key
	Folded bool
}

// Problem is what went wrong, in words.
type Problem struct {
	Sentence string
	Hint     string
	Detail   string
}

// State is how a screen stands.
type State string

// The states of a screen.
const (
	StateEmpty   State = "empty"   // nothing loaded yet
	StateLoading State = "loading" // first answer on its way
	StateReady   State = "ready"
	StateStale   State = "stale" // shown, but being recomputed
	StateFailed  State = "failed"
	StateSmall   State = "small" // too little data for an answer
	StateMissing State = "missing"
)

// Page is what all screens share: answer, terms, evidence, next steps, tables.
type Page struct {
	Key    Key
	State  State
	Title  string
	Answer string   // one sentence, bound to cells
	More   []string // further sentences
	Notice string   // why there is nothing to see, or that it is being renewed
	Terms  []Term
	Charts []ChartRef
	Next   []Action
	Tables []Table
	// Listing: the first table is the list of the customers behind a number.
	Listing bool
}

// Term is a word of the terms line that explains itself.
type Term struct {
	Text   string // as shown: "90 天未购买"
	Title  string
	Body   string // definition and formula, with the person's own numbers
	Intent string // what changes it, "" for nothing
}

// ChartRef names a chart for [Desk.Draw].
type ChartRef struct {
	Key   string
	Name  string // short, to choose between charts
	Title string // the finding
	Table string // key of the table with its numbers, "" for none
}

// Action is a next step with its cost.
type Action struct {
	Text    string
	Note    string
	Intent  string // for [Desk.Do], or one the window owns: open, table, folder
	Primary bool
	Off     bool // shown, but cannot be done now
}

// Choice is one of several values.
type Choice struct {
	Key  string
	Text string
}

// Table is one table as shown. ID changes when its content does.
type Table struct {
	ID      int
	Key     string
	Name    string // short, to choose between tables
	Title   string
	Note    string
	Columns []Column
	Rows    [][]Cell
	IDs     []string // the customer of each row, nil when rows are no customers
}

// Column is one column of a table.
type Column struct {
	Header string
	Right  bool    // numbers stand right
	Chars  float64 // width in Latin characters
}

// Cell is one cell: its text and what sorting goes by.
type Cell struct {
	Text   string
	Number float64 // NaN for texts and undefined numbers
	Muted  bool
	Behind bool // [Desk.BehindCell] lists the customers it counts
}

// StartView is the start screen.
type StartView struct {
	Recent   []Recent
	Folder   string // where the last file was chosen
	Projects string // where new projects are kept
}

// Recent is a project that was open before.
type Recent struct {
	Name string
	Path string
	When string // of the last change, "" when unknown
}

// DefinitionView is the definition screen's controls.
type DefinitionView struct {
	Window    int
	Low, High int
	Suggested int
	Hint      string // the suggestion and its reason
	Rhythm    string // whether customers keep a rhythm of their own
	Contract  bool   // the days are those of grace after the end of a contract
	Dates     bool   // the ends of contracts decide, not the flag of the table
	Flagged   bool   // the table has a flag that could decide
	Own       bool   // the own rhythm is the rule in use
	Offered   bool   // it may be chosen
	Fixed     string // why the window cannot be chosen (contractual), "" when it can
}

// CardView is what a customer's card says beside its tables.
type CardView struct {
	ID           string
	Facts        []Measure
	DoNotContact bool
	WhatIf       *WhatIfView // nil for a customer the model does not know
}

// WinbackView is the win-back screen's controls.
type WinbackView struct {
	Groups     []AssumptionGroup
	NotDue     string // lost customers left out because they are not due yet, "" when there are none
	NotDueTurn string // what [Desk.TurnNotDue] does
	Moved      string // which assumption moved last, "" for none
	Before     []Compare
}

// AssumptionGroup is a set of assumptions that belong together.
type AssumptionGroup struct {
	Title string
	Items []Assumption
}

// Assumption is one number a person may change.
type Assumption struct {
	Name     string // for [Desk.Assume]
	Label    string
	Unit     string
	Source   string // measured, assumed or the person's
	Note     string
	Text     string  // as typed: "35" with Unit "%"
	Value    float64 // as Text
	Low      float64 // ends of the slider
	High     float64
	Step     float64
	Percent  bool
	Min, Max float64 // what is accepted
}

// Compare is one number of the plan before and after the last change.
type Compare struct {
	Label  string
	Before string
	After  string
	Same   bool
}

// ReportView is the report screen's controls.
type ReportView struct {
	Path      string // proposed file
	Languages []Choice
	Language  string
	Saved     Saved
	Summary   []string
}
