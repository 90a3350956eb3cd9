-- AlterTable
ALTER TABLE "guilds" ADD COLUMN "room_at" TIMESTAMPTZ(3),
ADD COLUMN "settings" JSONB,
ADD COLUMN "settings_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "segments" ADD COLUMN "mood" TEXT,
ADD COLUMN "energy" DOUBLE PRECISION,
ADD COLUMN "models" JSONB,
ADD COLUMN "metrics" JSONB,
ADD COLUMN "rejections" INTEGER;

-- AlterTable
ALTER TABLE "plays" ADD COLUMN "guild_id" TEXT,
ADD COLUMN "end" TEXT,
ADD COLUMN "choice" JSONB;

-- AlterTable
ALTER TABLE "ratings" ADD COLUMN "heard_seconds" DOUBLE PRECISION,
ADD COLUMN "counted" BOOLEAN NOT NULL DEFAULT true;

-- CreateTable
CREATE TABLE "hearings" (
    "play_id" UUID NOT NULL,
    "segment_id" TEXT NOT NULL,
    "listener" TEXT NOT NULL,
    "guild_id" TEXT,
    "from_seconds" DOUBLE PRECISION NOT NULL,
    "to_seconds" DOUBLE PRECISION NOT NULL,
    "end" TEXT NOT NULL,
    "ended_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "hearings_pkey" PRIMARY KEY ("play_id","listener","from_seconds")
);

-- CreateTable
CREATE TABLE "segment_traits" (
    "segment_id" TEXT NOT NULL,
    "trait" TEXT NOT NULL,
    "value" TEXT NOT NULL,

    CONSTRAINT "segment_traits_pkey" PRIMARY KEY ("segment_id","trait","value")
);

-- CreateTable
CREATE TABLE "song_totals" (
    "segment_id" TEXT NOT NULL,
    "plays" BIGINT NOT NULL DEFAULT 0,
    "aired_seconds" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "heard_seconds" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "hearings" BIGINT NOT NULL DEFAULT 0,
    "left" BIGINT NOT NULL DEFAULT 0,
    "early" BIGINT NOT NULL DEFAULT 0,
    "up" BIGINT NOT NULL DEFAULT 0,
    "down" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "song_totals_pkey" PRIMARY KEY ("segment_id")
);

-- CreateTable
CREATE TABLE "trait_totals" (
    "guild_id" TEXT NOT NULL,
    "trait" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "plays" BIGINT NOT NULL DEFAULT 0,
    "aired_seconds" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "heard_seconds" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "hearings" BIGINT NOT NULL DEFAULT 0,
    "left" BIGINT NOT NULL DEFAULT 0,
    "early" BIGINT NOT NULL DEFAULT 0,
    "up" BIGINT NOT NULL DEFAULT 0,
    "down" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "trait_totals_pkey" PRIMARY KEY ("guild_id","trait","value","day")
);

-- CreateTable
CREATE TABLE "journal_marks" (
    "file_id" UUID NOT NULL,
    "lines" INTEGER NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "journal_marks_pkey" PRIMARY KEY ("file_id")
);

-- CreateIndex
CREATE INDEX "hearings_listener_idx" ON "hearings"("listener");

-- CreateIndex
CREATE INDEX "hearings_ended_at_idx" ON "hearings" USING BRIN ("ended_at");

-- CreateIndex
CREATE INDEX "ratings_updated_at_idx" ON "ratings"("updated_at");

-- What was known before, in the new columns and sums.
UPDATE "segments" SET
  "mood" = "recipe"->>'mood',
  "energy" = ("recipe"->>'energy')::DOUBLE PRECISION,
  "models" = "facts"->'models';

INSERT INTO "segment_traits" ("segment_id", "trait", "value")
SELECT s."id", t."trait", t."value" FROM "segments" s CROSS JOIN LATERAL (
  SELECT 'style' AS "trait", s."style" AS "value"
  UNION SELECT 'tempo', (floor(s."tempo" / 10) * 10)::INT::TEXT
  UNION SELECT 'mode', split_part(s."key", ' ', 2)
  UNION SELECT 'mood', s."mood" WHERE s."mood" IS NOT NULL
  UNION SELECT 'energy', round(s."energy"::NUMERIC, 1)::TEXT WHERE s."energy" IS NOT NULL
  UNION SELECT 'instrument', e."value" FROM jsonb_each_text(coalesce(s."facts"->'instruments', '{}')) e
  UNION SELECT 'effect', e."key" FROM jsonb_each(coalesce(s."facts"->'effects', '{}')) e
  UNION SELECT 'model', e."key" || ' ' || e."value" FROM jsonb_each_text(coalesce(s."facts"->'models', '{}')) e
) t;

INSERT INTO "song_totals" ("segment_id", "plays", "aired_seconds", "up", "down")
SELECT "segment_id", sum("plays"), sum("aired"), sum("up"), sum("down") FROM (
  SELECT "segment_id", 1 AS "plays", coalesce("seconds", 0) AS "aired", 0 AS "up", 0 AS "down" FROM "plays"
  UNION ALL
  SELECT "segment_id", 0, 0, ("thumb" = 1)::INT, ("thumb" = -1)::INT FROM "ratings"
) d GROUP BY "segment_id";

INSERT INTO "trait_totals" ("guild_id", "trait", "value", "day", "plays", "aired_seconds", "up", "down")
SELECT d."guild_id", t."trait", t."value", d."day", sum(d."plays"), sum(d."aired"), sum(d."up"), sum(d."down") FROM (
  SELECT '' AS "guild_id", "segment_id", ("started_at" AT TIME ZONE 'UTC')::DATE AS "day", 1 AS "plays",
    coalesce("seconds", 0) AS "aired", 0 AS "up", 0 AS "down" FROM "plays"
  UNION ALL
  SELECT g."guild_id", r."segment_id", (r."updated_at" AT TIME ZONE 'UTC')::DATE, 0, 0, (r."thumb" = 1)::INT,
    (r."thumb" = -1)::INT
  FROM "ratings" r CROSS JOIN LATERAL (SELECT '' AS "guild_id" UNION SELECT r."guild_id" WHERE r."guild_id" IS NOT NULL) g
) d JOIN "segment_traits" t ON t."segment_id" = d."segment_id" AND (d."guild_id" = '' OR t."trait" = 'style')
GROUP BY 1, 2, 3, 4;
