package seal_test

import (
	"bytes"
	"testing"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"orderveil"
)

func (f *fixture) index(t *testing.T, column, normal string, day orderveil.Date) []byte {
	t.Helper()
	index, err := f.sealer(t, day).Index(column, day, normal)
	if err != nil || len(index) != 16 {
		t.Fatalf("Index() = %d bytes, %v, want 16", len(index), err)
	}
	return index
}

func TestIndexDiffersByAccountColumnDayAndText(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	const text = "someone@example.test"
	indexes := [][]byte{
		f.index(t, "email_index", text, f.day),
		f.index(t, "phone_index", text, f.day),
		f.index(t, "email_index", text, f.day+1),
		f.index(t, "email_index", "x"+text, f.day),
	}
	f.use(t, uuid.New())
	indexes = append(indexes, f.index(t, "email_index", text, f.day))
	for i, one := range indexes {
		for _, other := range indexes[:i] {
			if bytes.Equal(one, other) {
				t.Errorf("index %d is equal to another", i)
			}
		}
	}
}

func TestSearchFindsWhatWasIndexed(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.sealer(t, f.day, f.day+1, f.day+2)
	rapid.Check(t, func(rt *rapid.T) {
		text := rapid.StringN(1, -1, -1).Draw(rt, "text")
		day := f.day + 1
		index, err := f.sealer(t, day).Index("email_index", day, text)
		if err != nil {
			rt.Fatal(err)
		}
		search, err := f.keys.SearchIndexes(t.Context(), "email_index", text)
		if err != nil || len(search) != 3 {
			rt.Fatalf("SearchIndexes() = %d indexes, %v, want one for each of 3 days", len(search), err)
		}
		found := 0
		for _, s := range search {
			if bytes.Equal(s, index) {
				found++
			}
		}
		if found != 1 {
			rt.Fatalf("SearchIndexes() holds the index %d times, want once", found)
		}
	})
}

func TestSearchSeesKeysThatAnotherProcessMade(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.sealer(t, f.day)
	elsewhere := f.keys
	f.restart()
	f.sealer(t, f.day+1)
	if found, err := elsewhere.SearchIndexes(t.Context(), "email_index", "a@example.test"); err != nil || len(found) != 2 {
		t.Errorf("SearchIndexes() = %d indexes, %v, want 2", len(found), err)
	}
}

func TestNothingHasNoIndex(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	if index, err := f.sealer(t, f.day).Index("email_index", f.day, ""); index != nil || err != nil {
		t.Errorf("Index() of nothing = %x, %v", index, err)
	}
	if found, err := f.keys.SearchIndexes(t.Context(), "email_index", ""); found != nil || err != nil {
		t.Errorf("SearchIndexes() of nothing = %x, %v", found, err)
	}
}
