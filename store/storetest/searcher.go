package storetest

import (
	"bytes"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"
)

// Forms are the ways in which a text may lie somewhere.
func Forms(text string) [][]byte {
	all := [][]byte{[]byte(text), []byte(strings.ToLower(text)), []byte(strings.ToUpper(text)), []byte(url.QueryEscape(text))}
	for shift := range 3 { // base64 has three ways to begin, of which the middle is the same
		b := base64.StdEncoding.EncodeToString(append(make([]byte, shift), text...))
		all = append(all, []byte(b[4*((shift+2)/3):len(b)-4]))
	}
	all = append(all, []byte(hex.EncodeToString([]byte(text))))
	little, big := []byte{}, []byte{}
	for _, unit := range utf16.Encode([]rune(text)) {
		little, big = binary.LittleEndian.AppendUint16(little, unit), binary.BigEndian.AppendUint16(big, unit)
	}
	all = append(all, little, big)
	s1, s256, s5 := sha1.Sum([]byte(text)), sha256.Sum256([]byte(text)), md5.Sum([]byte(text))
	for _, sum := range [][]byte{s1[:], s256[:], s5[:]} {
		all = append(all, sum, []byte(hex.EncodeToString(sum)))
	}
	return all
}

// Searcher finds many patterns in one reading: by their first eight bytes, then whole.
type Searcher struct {
	maybe    []uint64 // a bit per hash of eight bytes
	patterns map[uint64][][]byte
}

// NewSearcher returns a searcher for the texts, in every form.
func NewSearcher(texts []string) *Searcher {
	s := &Searcher{maybe: make([]uint64, 1<<18), patterns: map[uint64][][]byte{}}
	for _, text := range texts {
		for _, p := range Forms(text) {
			head := binary.LittleEndian.Uint64(p)
			s.patterns[head] = append(s.patterns[head], p)
			h := hashed(head)
			s.maybe[h>>6] |= 1 << (h & 63)
		}
	}
	return s
}

//go:norace
func hashed(head uint64) uint64 { return head * 0x9e3779b97f4a7c15 >> 40 }

// In counts the texts in b. It is read by one goroutine, over some hundreds of megabytes: the race detector would
// only make it slow.
//
//go:norace
func (s *Searcher) In(b []byte) (found int) {
	for i := 0; i+8 <= len(b); i++ {
		head := binary.LittleEndian.Uint64(b[i:])
		if h := hashed(head); s.maybe[h>>6]&(1<<(h&63)) == 0 {
			continue
		}
		for _, p := range s.patterns[head] {
			if bytes.HasPrefix(b[i:], p) {
				found++
			}
		}
	}
	return found
}

// InFiles counts them in files and everything below directories, and the files.
func (s *Searcher) InFiles(t testing.TB, paths ...string) (found, files int) {
	t.Helper()
	for _, root := range paths {
		_ = filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return nil // a file of the server that has just gone
			}
			text, err := os.ReadFile(path)
			if err != nil {
				return nil
			}
			files++
			if n := s.In(text); n > 0 {
				found += n
				t.Errorf("%d canaries in %s", n, filepath.Base(path))
			}
			return nil
		})
	}
	return found, files
}
