package pay

// Page says which part of a list is wanted, newest first: the rows after a
// cursor, or, where ByOffset is set, after so many rows.
type Page struct {
	Limit    int // 1 to 100
	Cursor   ID  // the last row of the page before; zero for the first page
	Offset   int
	ByOffset bool
}

// DefaultPage is the first page of a list.
func DefaultPage() Page { return Page{Limit: PageLimit} }

// How many rows a page has unless the caller says otherwise, and at most.
const (
	PageLimit    = 20
	PageLimitMax = 100
)

// List is one page of rows and whether there are more behind it.
type List[T any] struct {
	Rows    []T
	HasMore bool
	// Total is how many rows there are in all, up to TotalMax; only lists that
	// say so fill it.
	Total int
}

// TotalMax is how far a list counts its rows: counting on would take time that
// grows with the merchant's history.
const TotalMax = 10_000

// Cut makes a List of up to limit+1 rows, of which the last only shows that
// there are more.
func Cut[T any](rows []T, limit int) List[T] {
	if len(rows) > limit {
		return List[T]{Rows: rows[:limit], HasMore: true}
	}
	return List[T]{Rows: rows}
}
