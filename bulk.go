package orderveil

// ExportFormat is how the file of a bulk export is written. The names are stored and never
// change.
type ExportFormat string

// The formats.
const (
	ExportCSV   ExportFormat = "CSV"   // a row per order line
	ExportJSONL ExportFormat = "JSONL" // a JSON object per order
)

// ExportFormats lists every format.
func ExportFormats() []ExportFormat { return []ExportFormat{ExportCSV, ExportJSONL} }

// ExportState is how far a bulk export has come. The names are stored and never change.
type ExportState string

// The states of a bulk export.
const (
	ExportQueued  ExportState = "QUEUED"
	ExportRunning ExportState = "RUNNING"
	ExportReady   ExportState = "READY"
	ExportFailed  ExportState = "FAILED"
)

// ExportStates lists every state.
func ExportStates() []ExportState {
	return []ExportState{ExportQueued, ExportRunning, ExportReady, ExportFailed}
}
