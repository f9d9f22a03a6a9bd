package jobs

import (
	"context"
	"time"
)

// alarmPatience is how long the operator's alarm system may take for one alarm: the
// other work waits meanwhile.
const alarmPatience = 3 * time.Second

// raiseAlarms sends the alarms that are due. One that is not taken comes up again, later
// each time.
func (w *Workers) raiseAlarms(ctx context.Context) error {
	if w.config.Alarms == nil {
		return nil
	}
	due, err := w.config.Store.DueAlarms(ctx, 5)
	if err != nil {
		return err
	}
	for _, a := range due {
		sending, cancel := context.WithTimeout(ctx, alarmPatience)
		err := w.config.Alarms.Raise(sending, a)
		cancel()
		if err != nil {
			w.config.Log.Error("an alarm was not taken, it is sent again", "alarm", a.ID, "error", err)
			continue
		}
		if err := w.config.Store.AlarmSent(ctx, a.ID); err != nil {
			return err
		}
	}
	return nil
}
