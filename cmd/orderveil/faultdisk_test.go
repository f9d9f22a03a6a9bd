package main

import (
	"fmt"
	"os/exec"
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

// fill leaves no room on a disk.
func (d disk) fill(t *testing.T) {
	t.Helper()
	var has syscall.Statfs_t
	if err := syscall.Statfs(string(d), &has); err != nil {
		t.Fatal(err)
	}
	d.resize(t, fmt.Sprint((uint64(has.Blocks)-uint64(has.Bfree))*uint64(has.Bsize)))
}

// empty makes room again.
func (d disk) empty(t *testing.T) { d.resize(t, roomy) }

func (d disk) resize(t *testing.T, size string) {
	t.Helper()
	if out, err := exec.Command("mount", "-o", "remount,size="+size, string(d)).CombinedOutput(); err != nil {
		t.Fatalf("remount: %v %s", err, out)
	}
}
