package kms_test

import (
	"encoding/base64"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"orderveil/seal"
	"orderveil/seal/kms"
	"orderveil/seal/kms/kmstest"
)

func create(t *testing.T) (*kms.File, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "key")
	f, err := kms.CreateFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return f, path
}

func TestFilePassesTheSuite(t *testing.T) {
	t.Parallel()
	kmstest.Run(t, func(t *testing.T) seal.KeyProvider {
		f, _ := create(t)
		return f
	})
}

func TestFileOpensWhatItWrappedAfterARestart(t *testing.T) {
	t.Parallel()
	f, path := create(t)
	wrapped, err := f.Wrap(t.Context(), []byte("key"), []byte("whose"))
	if err != nil {
		t.Fatal(err)
	}
	again, err := kms.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := again.Unwrap(t.Context(), wrapped, []byte("whose")); err != nil || string(got) != "key" || again.ID() != f.ID() {
		t.Errorf("Unwrap() = %v, or other bytes, or another ID", err)
	}
}

func TestCreatedFileIsForItsOwnerOnly(t *testing.T) {
	t.Parallel()
	_, path := create(t)
	info, err := os.Stat(path)
	if err != nil || info.Mode() != 0o600 {
		t.Errorf("mode = %v, %v, want 0600", info.Mode(), err)
	}
}

func TestCreateNeverOverwrites(t *testing.T) {
	t.Parallel()
	_, path := create(t)
	before, _ := os.ReadFile(path)
	if _, err := kms.CreateFile(path); !errors.Is(err, fs.ErrExist) {
		t.Errorf("CreateFile() over a key file = %v, want ErrExist", err)
	}
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(filepath.Join(t.TempDir(), "nowhere"), link); err != nil {
		t.Fatal(err)
	}
	if _, err := kms.CreateFile(link); !errors.Is(err, fs.ErrExist) {
		t.Errorf("CreateFile() through a link = %v, want ErrExist", err)
	}
	if after, _ := os.ReadFile(path); string(after) != string(before) {
		t.Error("CreateFile() changed a key file")
	}
}

func TestCreateWhereThereIsNoFolderLeavesNothing(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "none")
	if _, err := kms.CreateFile(filepath.Join(folder, "key")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("CreateFile() = %v, want ErrNotExist", err)
	}
	if _, err := os.Stat(folder); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the folder is there: %v", err)
	}
}

func TestModesThatLetOthersInAreRefused(t *testing.T) {
	t.Parallel()
	_, path := create(t)
	for mode, refused := range map[os.FileMode]bool{
		0o600: false, 0o400: false,
		0o640: true, 0o604: true, 0o620: true, 0o660: true, 0o644: true, 0o601: true, 0o700: true, 0o777: true,
	} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		_, err := kms.OpenFile(path)
		if refused && (err == nil || !strings.Contains(err.Error(), "chmod 600")) {
			t.Errorf("OpenFile() of mode %04o = %v, want advice", mode, err)
		}
		if !refused && err != nil {
			t.Errorf("OpenFile() of mode %04o = %v", mode, err)
		}
	}
}

func TestLinkToAKeyFileIsFine(t *testing.T) {
	t.Parallel()
	f, path := create(t)
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	if again, err := kms.OpenFile(link); err != nil || again.ID() != f.ID() {
		t.Errorf("OpenFile() through a link = %v", err)
	}
}

func TestWhatIsNoFileIsRefused(t *testing.T) {
	t.Parallel()
	if _, err := kms.OpenFile(t.TempDir()); err == nil || !strings.Contains(err.Error(), "name the file itself") {
		t.Errorf("OpenFile() of a folder = %v, want advice", err)
	}
	if _, err := kms.OpenFile(filepath.Join(t.TempDir(), "none")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("OpenFile() of nothing = %v, want ErrNotExist", err)
	}
}

func TestMalformedFilesAreRefusedWithoutTheirContent(t *testing.T) {
	t.Parallel()
	key := base64.StdEncoding.EncodeToString([]byte("thirty-two bytes that are a key!"))
	line := "orderveil-key-v1 " + key
	for why, text := range map[string]string{
		"empty":                            "",
		"only a comment":                   "# a comment\n",
		"a version that does not exist":    "orderveil-key-v2 " + key,
		"no version":                       key,
		"two keys":                         line + "\n" + line,
		"something after the key":          line + "\nmore",
		"a key that is too short":          "orderveil-key-v1 " + key[:40],
		"a key that is too long":           "orderveil-key-v1 " + key[:43] + "AAAA",
		"no base64":                        "orderveil-key-v1 " + strings.Repeat("?", 44),
		"base64 with bits that say naught": "orderveil-key-v1 " + key[:42] + "F=",
		"a broken line":                    "orderveil-key-v1 " + key[:20] + "\n" + key[20:],
	} {
		path := filepath.Join(t.TempDir(), "key")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := kms.OpenFile(path)
		if err == nil || !strings.Contains(err.Error(), "restore it") || strings.Contains(err.Error(), key[:20]) {
			t.Errorf("OpenFile() of %s = %v, want advice without the content", why, err)
		}
	}
}

func TestCommentsAndEmptyLinesAreFine(t *testing.T) {
	t.Parallel()
	f, path := create(t)
	text, _ := os.ReadFile(path)
	if err := os.WriteFile(path, []byte("# kept in the safe\r\n\n"+string(text)+"\n\n# end"), 0o600); err != nil {
		t.Fatal(err)
	}
	if again, err := kms.OpenFile(path); err != nil || again.ID() != f.ID() {
		t.Errorf("OpenFile() = %v, or another ID", err)
	}
}
