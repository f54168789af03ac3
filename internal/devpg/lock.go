package devpg

import (
	"errors"
	"os"
	"syscall"
)

// tryLock takes the lock that the file at path stands for. It returns nil and no
// error when somebody else holds it. The lock goes with the last process that
// has the file open, so nothing stale is ever left behind.
func tryLock(path string) (*os.File, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if err == nil {
		return file, nil
	}
	_ = file.Close()
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return nil, nil
	}
	return nil, &os.PathError{Op: "lock", Path: path, Err: err}
}

// isFree tells whether nobody holds the lock. A lock that was never made is free.
func isFree(path string) (bool, error) {
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		return true, nil
	}
	file, err := tryLock(path)
	if file != nil {
		_ = file.Close()
	}
	return file != nil, err
}
