package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
)

// disk is a file system whose size the test sets; none where nothing can be mounted.
type disk string

const roomy = "4g"

// newDisk mounts a file system in memory at an empty directory.
func newDisk(t *testing.T, dir string) disk {
	t.Helper()
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size="+roomy, "tmpfs", dir).CombinedOutput(); err != nil {
		t.Logf("a disk that fills up is left out: nothing can be mounted here: %v %s", err, out)
		return ""
	}
	t.Cleanup(func() { _ = exec.Command("umount", "--lazy", dir).Run() })
	return disk(dir)
}

// fill leaves no room on a disk. Whoever writes to it meanwhile may have taken more than was
// counted, and no disk gets smaller than what is on it: it is counted again then.
func (d disk) fill(t *testing.T) {
	t.Helper()
	for tries := 1; ; tries++ {
		var has syscall.Statfs_t
		if err := syscall.Statfs(string(d), &has); err != nil {
			t.Fatal(err)
		}
		err := d.resize(fmt.Sprint((uint64(has.Blocks) - uint64(has.Bfree)) * uint64(has.Bsize)))
		if err == nil {
			return
		}
		if tries == 100 {
			t.Fatal(err)
		}
	}
}

// empty makes room again.
func (d disk) empty(t *testing.T) {
	t.Helper()
	if err := d.resize(roomy); err != nil {
		t.Fatal(err)
	}
}

func (d disk) resize(size string) error {
	return os.NewSyscallError("remount", syscall.Mount("tmpfs", string(d), "tmpfs", syscall.MS_REMOUNT, "size="+size))
}

func TestADiskFillsUpWhileItIsWrittenTo(t *testing.T) {
	t.Parallel()
	d := newDisk(t, t.TempDir())
	if d == "" {
		t.Skip("nothing can be mounted here")
	}
	file, err := os.Create(filepath.Join(string(d), "written"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	begun, full := make(chan struct{}), make(chan error, 1)
	go func() {
		page := make([]byte, 4096)
		for i := 0; ; i++ {
			if i == 100 {
				close(begun)
			}
			if _, err := file.Write(page); err != nil {
				full <- err
				return
			}
		}
	}()
	<-begun
	d.fill(t)
	if err := <-full; !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("writing to a full disk is refused with %v", err)
	}
	d.empty(t)
	if _, err := file.Write([]byte("more")); err != nil {
		t.Errorf("there is no room after it was made: %v", err)
	}
}
