package orderveil_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"orderveil"
)

func TestARemoteSystemRestsLongerTheLongerItIsAwayButIsProbedWithinFiveMinutes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(-5, 1<<40).Draw(t, "failures")
		rest, more := orderveil.Rest(n), orderveil.Rest(n+1)
		switch {
		case rest > more:
			t.Fatalf("Rest(%d) = %s is longer than after one more failure, %s", n, rest, more)
		case n < orderveil.BreakAfter && rest != 0:
			t.Fatalf("Rest(%d) = %s, before it breaks", n, rest)
		case n >= orderveil.BreakAfter && (rest < 30*time.Second || rest > 5*time.Minute):
			t.Fatalf("Rest(%d) = %s", n, rest)
		}
	})
}

// times draws moments of four weeks before a moment.
func times(t *rapid.T, now time.Time, least int) []time.Time {
	back := rapid.SliceOfN(rapid.Int64Range(0, int64(28*24*time.Hour)), least, 80).Draw(t, "back")
	placed := make([]time.Time, len(back))
	for i, b := range back {
		placed[i] = now.Add(-time.Duration(b))
	}
	return placed
}

func TestSilenceIsUnusualOnlyBeyondWhatWasUsual(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 2, 9, 30, 0, 0, time.UTC)
	rapid.Check(t, func(t *rapid.T) {
		placed := times(t, now, 0)
		kept := slices.Clone(placed)
		since, unusual := orderveil.Silence(placed, now)
		if !slices.Equal(kept, placed) {
			t.Fatal("the caller's moments are in another order")
		}
		if len(placed) < 20 {
			if unusual {
				t.Fatalf("unusual by %d orders", len(placed))
			}
			return
		}
		slices.SortFunc(kept, time.Time.Compare)
		if last := kept[len(kept)-1]; since != now.Sub(last) {
			t.Fatalf("silent for %s, the last order came %s ago", since, now.Sub(last))
		}
		for i := 1; i < len(kept); i++ {
			if gap := kept[i].Sub(kept[i-1]); unusual && since < 2*gap {
				t.Fatalf("%s are unusual, there was a pause of %s", since, gap)
			}
		}
		if unusual && since < 6*time.Hour {
			t.Fatalf("%s are unusual", since)
		}
		// What is unusual stays so until an order comes, and then is over.
		if _, later := orderveil.Silence(placed, now.Add(time.Hour)); unusual && !later {
			t.Fatal("an hour later it is usual")
		}
		if _, again := orderveil.Silence(append(placed, now), now); again {
			t.Fatal("an order has come, and it is silent")
		}
		if _, never := orderveil.Silence(placed, now.Add(60*24*time.Hour)); !never {
			t.Fatal("two months of silence are usual")
		}
	})
}

// However runs follow each other, a day is checked within a day and a run, and a month
// within a week and a run.
func TestGapChecksComeRoundHoweverRunsFollow(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		now := time.Date(2026, 11, 2, 9, 30, 0, 0, time.UTC)
		day, month, made := now, now, map[orderveil.GapCheck]int{}
		for _, minutes := range rapid.SliceOfN(rapid.IntRange(1, 3000), 1, 200).Draw(t, "runs") {
			now = now.Add(time.Duration(minutes) * time.Minute)
			check := orderveil.DueCheck(now, day, month)
			made[check]++
			if check == orderveil.MonthCheck {
				month = now
			}
			if check != orderveil.NoCheck { // a month is a day, too
				day = now
			}
			if now.Sub(day) >= 24*time.Hour || now.Sub(month) >= 7*24*time.Hour {
				t.Fatalf("after the run nothing was checked for %s and %s", now.Sub(day), now.Sub(month))
			}
			if check.Back() > 0 && check.Back() < 24*time.Hour {
				t.Fatalf("%s looks back %s", check, check.Back())
			}
		}
		if total := now.Sub(time.Date(2026, 11, 2, 9, 30, 0, 0, time.UTC)); made[orderveil.MonthCheck] > int(total/(7*24*time.Hour)) || made[orderveil.DayCheck] > int(total/(24*time.Hour)) {
			t.Fatalf("in %s: %v", total, made)
		}
	})
}
