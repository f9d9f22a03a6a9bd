// Package secretfile reads files that hold a secret, and refuses those that others could
// have read or changed: whoever did has the secret, too.
package secretfile

import (
	"io"
	"io/fs"
	"os"
	"slices"
	"syscall"

	"orderveil"
)

// most is more than any key or token has.
const most = 1 << 16

// Read returns what is in a file, or in the one that a link leads to. It looks at the file
// that it has opened, which nobody can exchange for another.
func Read(path string) ([]byte, error) {
	// Opening a pipe for reading would wait for a writer.
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, orderveil.Invalidf("%s is no file: name the file itself", path)
	}
	if mode := info.Mode().Perm(); !private(mode) && !handed(mode, info) {
		return nil, orderveil.Invalidf("%s has mode %04o, so that others can use it or it can be run: run chmod 600 on it. "+
			"Only a file of root's that is handed to the program, by Kubernetes or systemd, may have 0440", path, mode)
	}
	return io.ReadAll(io.LimitReader(f, most))
}

// private: only its owner can read or change it, and nobody can run it.
func private(mode fs.FileMode) bool { return mode&0o177 == 0 }

// handed reports whether root has given this program a secret to read, as Kubernetes and
// systemd do.
func handed(mode fs.FileMode, info fs.FileInfo) bool {
	of, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return false
	}
	groups, err := os.Getgroups()
	return err == nil && handedTo(os.Geteuid(), append(groups, os.Getegid()), mode, of.Uid, of.Gid)
}

// handedTo: a file of root's that a group may read and nobody else may use. The group is one
// of the program's own (Kubernetes' fsGroup), or root's: then the mode shows what an access
// list allows at the most, which is how systemd lets one user in. A program that is root is
// handed nothing: its files are its own.
func handedTo(user int, groups []int, mode fs.FileMode, owner, group uint32) bool {
	return user != 0 && byRoot(mode, owner) && (group == 0 || slices.Contains(groups, int(group)))
}

// ByRoot reports whether a file is as Kubernetes and systemd hand it to a program: root's, and
// at most a group reads it.
func ByRoot(info fs.FileInfo) bool {
	of, ok := info.Sys().(*syscall.Stat_t)
	return ok && byRoot(info.Mode().Perm(), of.Uid)
}

func byRoot(mode fs.FileMode, owner uint32) bool { return owner == 0 && mode&^0o440 == 0 }
