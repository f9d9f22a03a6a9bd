package audit

import (
	"math/bits"

	"golang.org/x/mod/sumdb/tlog"
)

// Tree is a Merkle tree that is only ever appended to: the roots of its complete
// subtrees, the largest first.
type Tree struct {
	size int64
	tops []tlog.Hash
}

// NewTree returns a tree of so many entries with the given frontier; false when the
// frontier has not as many hashes as such a tree has complete subtrees.
func NewTree(size int64, frontier []tlog.Hash) (*Tree, bool) {
	if size < 0 || bits.OnesCount64(uint64(size)) != len(frontier) {
		return nil, false
	}
	return &Tree{size: size, tops: append([]tlog.Hash{}, frontier...)}, true
}

// Frontier lists where tlog stores the roots of the complete subtrees of a tree.
func Frontier(size int64) (indexes []int64) {
	begin := int64(0)
	for level := 62; level >= 0; level-- {
		if size&(1<<level) != 0 {
			indexes = append(indexes, tlog.StoredHashIndex(level, begin>>level))
			begin += 1 << level
		}
	}
	return indexes
}

// Append adds a leaf.
func (t *Tree) Append(leaf tlog.Hash) {
	for n := t.size; n&1 == 1; n >>= 1 {
		last := len(t.tops) - 1
		leaf = tlog.NodeHash(t.tops[last], leaf)
		t.tops = t.tops[:last]
	}
	t.tops = append(t.tops, leaf)
	t.size++
}

// Size is how many leaves there are.
func (t *Tree) Size() int64 { return t.size }

// Root is the tree's hash; of an empty tree the zero hash.
func (t *Tree) Root() (root tlog.Hash) {
	if len(t.tops) == 0 {
		return root
	}
	root = t.tops[len(t.tops)-1]
	for i := len(t.tops) - 2; i >= 0; i-- {
		root = tlog.NodeHash(t.tops[i], root)
	}
	return root
}
