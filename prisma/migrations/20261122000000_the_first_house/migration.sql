-- CreateTable
CREATE TABLE "guilds" (
    "id" TEXT NOT NULL,
    "room_channel_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "guilds_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "segments" (
    "id" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "style" TEXT NOT NULL,
    "seed" BIGINT NOT NULL,
    "recipe" JSONB NOT NULL,
    "facts" JSONB NOT NULL,
    "key" TEXT NOT NULL,
    "tempo" DOUBLE PRECISION NOT NULL,
    "seconds" DOUBLE PRECISION NOT NULL,
    "lufs" DOUBLE PRECISION NOT NULL,
    "dbtp" DOUBLE PRECISION NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "segments_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "plays" (
    "id" UUID NOT NULL,
    "segment_id" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "seconds" DOUBLE PRECISION,
    "listeners" INTEGER,

    CONSTRAINT "plays_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ratings" (
    "play_id" UUID NOT NULL,
    "segment_id" TEXT NOT NULL,
    "listener" TEXT NOT NULL,
    "guild_id" TEXT,
    "thumb" SMALLINT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ratings_pkey" PRIMARY KEY ("play_id","listener")
);

-- CreateIndex
CREATE INDEX "segments_style_created_at_idx" ON "segments"("style", "created_at");

-- CreateIndex
CREATE INDEX "plays_segment_id_idx" ON "plays"("segment_id");

-- CreateIndex
CREATE INDEX "plays_started_at_idx" ON "plays"("started_at");

-- CreateIndex
CREATE INDEX "ratings_segment_id_thumb_idx" ON "ratings"("segment_id", "thumb");

-- CreateIndex
CREATE INDEX "ratings_listener_idx" ON "ratings"("listener");
