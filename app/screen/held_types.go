package screen

// HeldView is what the project holds: its tables and where their rows went, the
// rejected rows, the quality of the data, customers who may be one, the journal.
type HeldView struct {
	Tabs     []StepItem
	Tab      string
	Files    []TableItem // every table ever imported
	Chosen   int         // position in Files
	File     *FileView   // set on its tab
	Rejects  *RejectsView
	Quality  *QualityView
	Identity *IdentityView
	Journal  *Table
	Undo     string // what Undo would take back, "" for nothing
	Redo     string // what Redo would do again
}

// The tabs of the data screen.
const (
	tabFiles    = "files"
	tabRejects  = "rejects"
	tabQuality  = "quality"
	tabIdentity = "identity"
	tabJournal  = "journal"
)

// FileView is one imported table with its account.
type FileView struct {
	Sentence string // "读到 … = 载入 … + 拒收 … + 合并 …"
	Notes    []string
	Actions  []Action
	Tables   []Table // why rows are missing, what the columns were read as
}

// RejectsView is a page of the rejected rows.
type RejectsView struct {
	Sentence string
	Files    Chooser
	Reasons  Chooser
	Table    Table
	Cells    [][]string // of each row, as in the file
	Headers  []string   // of the cells; empty when the rows are of several tables
	Lines    []int64    // of each row
	IDs      []int32    // of the table of each row
	Bad      []string   // header of the cell that could not be read, "" for the whole row
	Why      []string   // reason of each row
	Page     string     // "第 1–200 行，共 1,234 行"
	Earlier  bool
	Later    bool
}
