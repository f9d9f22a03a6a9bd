-- +goose Up
-- add column "fingerprints" to table: "deliveries"
ALTER TABLE `deliveries` ADD COLUMN `fingerprints` blob NULL;

-- +goose Down
-- reverse: add column "fingerprints" to table: "deliveries"
ALTER TABLE `deliveries` DROP COLUMN `fingerprints`;
