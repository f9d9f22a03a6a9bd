package personal

// Set is a set of categories. The zero Set is empty. Its bits are stored and never change.
type Set uint8

// SetOf returns the set of the categories.
func SetOf(categories ...Category) (s Set) {
	for _, c := range categories {
		if c > None && c <= Note {
			s |= 1 << (c - 1)
		}
	}
	return s
}

// Has reports whether a category is in the set.
func (s Set) Has(c Category) bool { return c > None && c <= Note && s&(1<<(c-1)) != 0 }

// Categories lists the set.
func (s Set) Categories() []Category {
	list := []Category{}
	for _, c := range Categories() {
		if s.Has(c) {
			list = append(list, c)
		}
	}
	return list
}
