-- +goose Up
-- modify "schedules" table
ALTER TABLE "schedules" ADD COLUMN "slow" boolean NOT NULL DEFAULT false;

-- +goose Down
-- reverse: modify "schedules" table
ALTER TABLE "schedules" DROP COLUMN "slow";
