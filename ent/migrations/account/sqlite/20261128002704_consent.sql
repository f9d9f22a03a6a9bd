-- +goose Up
-- add column "consent" to table: "connections"
ALTER TABLE `connections` ADD COLUMN `consent` blob NULL;
-- add column "consent_until" to table: "connections"
ALTER TABLE `connections` ADD COLUMN `consent_until` datetime NULL;

-- +goose Down
-- reverse: add column "consent_until" to table: "connections"
ALTER TABLE `connections` DROP COLUMN `consent_until`;
-- reverse: add column "consent" to table: "connections"
ALTER TABLE `connections` DROP COLUMN `consent`;
