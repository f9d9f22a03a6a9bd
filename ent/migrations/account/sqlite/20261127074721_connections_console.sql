-- +goose Up
-- add column "last_attempt_at" to table: "notices"
ALTER TABLE `notices` ADD COLUMN `last_attempt_at` datetime NULL;
-- add column "answer" to table: "notices"
ALTER TABLE `notices` ADD COLUMN `answer` integer NULL;
-- add column "credentials_at" to table: "connections"
ALTER TABLE `connections` ADD COLUMN `credentials_at` datetime NULL;
-- add column "limited_until" to table: "connections"
ALTER TABLE `connections` ADD COLUMN `limited_until` datetime NULL;
-- add column "answer" to table: "deliveries"
ALTER TABLE `deliveries` ADD COLUMN `answer` integer NULL;

-- +goose Down
-- reverse: add column "answer" to table: "deliveries"
ALTER TABLE `deliveries` DROP COLUMN `answer`;
-- reverse: add column "limited_until" to table: "connections"
ALTER TABLE `connections` DROP COLUMN `limited_until`;
-- reverse: add column "credentials_at" to table: "connections"
ALTER TABLE `connections` DROP COLUMN `credentials_at`;
-- reverse: add column "answer" to table: "notices"
ALTER TABLE `notices` DROP COLUMN `answer`;
-- reverse: add column "last_attempt_at" to table: "notices"
ALTER TABLE `notices` DROP COLUMN `last_attempt_at`;
