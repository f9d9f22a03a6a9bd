package store

import (
	"os/exec"
	"syscall"
)

// dieTogether has a program end when this one is killed: what it writes would get into the
// way of who comes next. It holds for the thread that starts it.
func dieTogether(c *exec.Cmd) { c.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} }
