-- +goose Up
-- add column "link" to table: "closures"
ALTER TABLE `closures` ADD COLUMN `link` blob NULL;
-- add column "link_until" to table: "closures"
ALTER TABLE `closures` ADD COLUMN `link_until` datetime NULL;
-- add column "keys_digest" to table: "closures"
ALTER TABLE `closures` ADD COLUMN `keys_digest` blob NULL;
-- add column "told_at" to table: "closures"
ALTER TABLE `closures` ADD COLUMN `told_at` datetime NULL;

-- +goose Down
-- reverse: add column "told_at" to table: "closures"
ALTER TABLE `closures` DROP COLUMN `told_at`;
-- reverse: add column "keys_digest" to table: "closures"
ALTER TABLE `closures` DROP COLUMN `keys_digest`;
-- reverse: add column "link_until" to table: "closures"
ALTER TABLE `closures` DROP COLUMN `link_until`;
-- reverse: add column "link" to table: "closures"
ALTER TABLE `closures` DROP COLUMN `link`;
