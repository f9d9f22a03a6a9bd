package orderveil_test

import (
	"errors"
	"testing"

	"orderveil"
)

var three = []orderveil.DatabaseServer{
	{Name: "one", Region: "eu-west", Weight: 3},
	{Name: "two", Region: "eu-west", Capacity: 2},
	{Name: "old", Region: "eu-north", Closed: true},
}

func TestAccountsAreSharedOutByWeight(t *testing.T) {
	t.Parallel()
	holds := map[string]int{}
	for range 8 {
		name, err := orderveil.Place(three[:1:1], holds, orderveil.Wish{})
		if err != nil || name != "one" {
			t.Fatalf("Place() = %s, %v", name, err)
		}
		if name, err = orderveil.Place([]orderveil.DatabaseServer{{Name: "one", Weight: 3}, {Name: "two"}}, holds, orderveil.Wish{}); err != nil {
			t.Fatal(err)
		}
		holds[name]++
	}
	if holds["one"] != 6 || holds["two"] != 2 {
		t.Errorf("8 accounts by 3 to 1 are %v", holds)
	}
}

func TestAServerTakesNoMoreThanItsCapacity(t *testing.T) {
	t.Parallel()
	full := map[string]int{"one": 1000, "two": 2}
	if name, err := orderveil.Place(three, full, orderveil.Wish{}); name != "one" {
		t.Errorf("Place() beside a full server = %s, %v", name, err)
	}
	if _, err := orderveil.Place(three, full, orderveil.Wish{Server: "two"}); !errors.Is(err, orderveil.ErrConflict) {
		t.Errorf("Place() on a full server = %v", err)
	}
}

func TestAWishIsKeptOrRefused(t *testing.T) {
	t.Parallel()
	if name, err := orderveil.Place(three, nil, orderveil.Wish{Server: "old"}); name != "old" {
		t.Errorf("a closed server by name = %s, %v", name, err)
	}
	for _, w := range []orderveil.Wish{{Region: "eu-north"}, {Region: "mars"}, {Server: "three"}, {Server: "one", Region: "eu-north"}} {
		if name, err := orderveil.Place(three, nil, w); !errors.Is(err, orderveil.ErrInvalid) {
			t.Errorf("Place(%+v) = %s, %v", w, name, err)
		}
	}
}
