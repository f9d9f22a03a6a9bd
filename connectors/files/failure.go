package files

import (
	"errors"
	"io/fs"
	"syscall"
	"time"

	"orderveil"
	"orderveil/connectors"
)

// diskFailure puts an error of the file system into words. Its own hold paths, and are left
// out.
func diskFailure(err error) *connectors.Failure {
	f := &connectors.Failure{Owner: orderveil.OwnerOperator, Outcome: connectors.Retry, After: 5 * time.Minute}
	switch {
	case errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT):
		f.Code, f.Cause = "DISK_FULL", "The disk that holds the connection's directory has no room left."
		f.NextStep = "Make room. Nothing is lost: it is tried again by itself."
	case errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS):
		f.Code, f.Cause = "NOT_WRITABLE", "The connection's directory cannot be written to."
		f.NextStep = "Give the directory to the program's user, with mode 0700, on a disk that is not read-only. It is tried again by itself."
	default:
		f.Code, f.Cause = "DISK_FAILED", "The connection's directory cannot be used."
		f.NextStep = "Look whether the directory is one, and at the disk. It is tried again by itself."
	}
	return f
}

func rootMissing() *connectors.Failure {
	return &connectors.Failure{
		Code: "DIRECTORY_MISSING", Cause: "The directory that the register of recipients names is not there.", Owner: orderveil.OwnerOperator,
		NextStep: "Mount the disk, or make the directory. It is tried again by itself.", Outcome: connectors.Retry, After: 5 * time.Minute,
	}
}

func directoryOpen() *connectors.Failure {
	return &connectors.Failure{
		Code: "DIRECTORY_OPEN", Cause: "Others than the program's user may enter the connection's directory, or one within it is none.", Owner: orderveil.OwnerOperator,
		NextStep: "Take the rights away (chmod -R go-rwx). It is tried again by itself.", Outcome: connectors.Retry, After: 5 * time.Minute,
	}
}

func directoryTaken() *connectors.Failure {
	return &connectors.Failure{
		Code: "DIRECTORY_TAKEN", Cause: "The directory belongs to another connection.", Owner: orderveil.OwnerMerchant,
		NextStep: "Choose another directory. An operator who is sure that the other connection is gone removes the file .connection in it.",
		Outcome:  connectors.Auth,
	}
}

// half is a failure after which a file may be there.
func half(f *connectors.Failure) *connectors.Failure {
	f.Outcome = connectors.Unclear
	return f
}
