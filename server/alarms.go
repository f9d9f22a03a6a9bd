package server

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/webhook"
	"orderveil/jobs"
	"orderveil/personal"
	"orderveil/store"
)

// AlarmsConfig is where alarms go: a receiver of Standard Webhooks. Without it they stand
// in the log, the metrics and the API.
type AlarmsConfig struct {
	URL        string `yaml:"url" env:"ORDERVEIL_ALARMS_URL"`
	SecretFile string `yaml:"secretFile" env:"ORDERVEIL_ALARMS_SECRET_FILE"`
}

// alarms sends alarms to the configured receiver.
type alarms struct{ to *webhook.Sink }

// openAlarms returns nil when no receiver is configured.
func openAlarms(c AlarmsConfig, client *http.Client, clock orderveil.Clock) (jobs.Alarms, error) {
	if c.URL == "" {
		return nil, nil
	}
	secret, err := readSecret(c.SecretFile)
	if err != nil {
		return nil, fmt.Errorf("alarms.secretFile, with a signing secret (whsec_…): %w", err)
	}
	to, err := webhook.New(connectors.Config{
		Settings: map[string]string{"url": c.URL}, Secrets: map[string]personal.Secret{"signing_secret": secret}, HTTP: client, Clock: clock,
	})
	if err != nil {
		return nil, err
	}
	return alarms{to}, nil
}

// alarmEvent is the body of the webhook.
type alarmEvent struct {
	Type      string      `json:"type"`
	Timestamp time.Time   `json:"timestamp"`
	Data      store.Alarm `json:"data"`
}

// Raise sends one alarm. It holds ids and the opaque name of who did it.
func (a alarms) Raise(ctx context.Context, raised store.Alarm) error {
	return a.to.Send(ctx, "msg_alarm_"+raised.ID.String(), alarmEvent{Type: "alarm.raised", Timestamp: raised.At, Data: raised})
}
