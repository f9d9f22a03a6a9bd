package store

import (
	"entgo.io/ent/dialect/sql"
	"github.com/google/uuid"

	"orderveil"
)

// Lists other than that of orders go by ids that sort by time; an entry's id is also
// its cursor.

// pageOf reads the arguments of such a list.
func pageOf(first *int, after *string, kind byte) (size int, from uuid.UUID, err error) {
	size = defaultPage
	if first != nil {
		size = *first
	}
	if size < 1 || size > maxPage {
		return 0, from, orderveil.Invalidf("first is 1 to %d", maxPage)
	}
	if after == nil {
		return size, from, nil
	}
	id, err := parseGlobal(*after, kind)
	if err != nil {
		return 0, from, orderveil.Invalidf("this is no cursor: take one from an earlier page")
	}
	return size, id.row, nil
}

// newest sorts such a list newest first.
func newest(o *sql.OrderTermOptions) { o.Desc = true }

func pageInfo[T any](nodes []T, more bool, cursor func(T) string) *PageInfo {
	info := &PageInfo{HasNextPage: more}
	if n := len(nodes); n > 0 {
		first, last := cursor(nodes[0]), cursor(nodes[n-1])
		info.StartCursor, info.EndCursor = &first, &last
	}
	return info
}
