package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// asWorker makes the test's own binary be "orderveil serve --workers-only" by a clock of
// the test's; the variable says which.
const asWorker = "ORDERVEIL_TEST_AS_WORKER"

// pace is a clock that has gone so many times faster since a moment. Claims of minutes run
// out within seconds by it, in all processes alike.
type pace struct {
	since time.Time
	times int
}

func (p pace) now() time.Time {
	return p.since.Add(time.Since(p.since) * time.Duration(p.times))
}

func (p pace) String() string { return fmt.Sprint(p.since.UnixNano(), " ", p.times) }

func paceOf(text string) (p pace, err error) {
	var since int64
	_, err = fmt.Sscan(text, &since, &p.times)
	p.since = time.Unix(0, since)
	return p, err
}

// work serves as the program does, but for the clock.
func work(text string) error {
	clock, err := paceOf(text)
	if err != nil {
		return err
	}
	c := &serveCommand{configured: configured{Config: os.Args[1]}, WorkersOnly: true}
	config, err := c.load()
	if err != nil {
		return err
	}
	p := parts(config)
	p.Clock = clock.now
	return c.serve(context.Background(), config, p)
}

// worker is a process that works until it is killed, and is started again.
type worker struct {
	log     string // the file of what it wrote
	file    *os.File
	command *exec.Cmd
	starts  int
}

// hire starts a worker.
func (l *loop) hire(n int) *worker {
	l.Helper()
	w := &worker{log: filepath.Join(l.dir, fmt.Sprintf("worker-%d.log", n+1))}
	var err error
	if w.file, err = os.Create(w.log); err != nil {
		l.Fatal(err)
	}
	l.Cleanup(func() { w.file.Close() })
	l.start(w)
	return w
}

func (l *loop) start(w *worker) {
	l.Helper()
	w.command = exec.Command(os.Args[0], l.config)
	w.command.Env = append(os.Environ(), asWorker+"="+l.clock.String())
	w.command.Stderr = w.file
	if err := w.command.Start(); err != nil {
		l.Fatal(err)
	}
	w.starts++
}

// kill ends a worker in the middle of what it is doing. One that ended by itself is a fault.
func (l *loop) kill(w *worker) {
	l.Helper()
	_ = w.command.Process.Kill()
	_ = w.command.Wait()
	if status, ok := w.command.ProcessState.Sys().(syscall.WaitStatus); !ok || status.Signal() != syscall.SIGKILL {
		l.Fatalf("a worker ended by itself: %v\n%s", w.command.ProcessState, tail(l.T, w.log))
	}
}

// tail is the end of a file.
func tail(t *testing.T, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	lines := bytes.Split(text, []byte("\n"))
	return bytes.Join(lines[max(0, len(lines)-15):], []byte("\n"))
}
