package kms_test

import "os"

// setenv sets variables for the whole test binary, which t.Setenv cannot: the tests run
// in parallel.
func setenv(values map[string]string) (restore func()) {
	before := map[string]*string{}
	for name, value := range values {
		if old, ok := os.LookupEnv(name); ok {
			before[name] = &old
		} else {
			before[name] = nil
		}
		_ = os.Setenv(name, value)
	}
	return func() {
		for name, old := range before {
			if old == nil {
				_ = os.Unsetenv(name)
			} else {
				_ = os.Setenv(name, *old)
			}
		}
	}
}
