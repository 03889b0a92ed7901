-- DropIndex
DROP INDEX "Animation_status_priority_queueNumber_idx";

-- AlterTable
ALTER TABLE "Animation" ADD COLUMN     "heartbeatAt" TIMESTAMPTZ(3),
ADD COLUMN     "turn" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "QueueClock" (
    "priority" INTEGER NOT NULL,
    "turn" INTEGER NOT NULL,

    CONSTRAINT "QueueClock_pkey" PRIMARY KEY ("priority")
);

-- CreateIndex
CREATE INDEX "Animation_status_priority_turn_queueNumber_idx" ON "Animation"("status", "priority" DESC, "turn", "queueNumber");

-- What waits keeps its order, and whoever comes now comes after it.
UPDATE "Animation" SET "turn" = "queueNumber";
INSERT INTO "QueueClock" ("priority", "turn")
SELECT "priority", max("turn") FROM "Animation" WHERE "startedAt" IS NOT NULL GROUP BY "priority";

-- What runs on another process counts as heard of now.
UPDATE "Animation" SET "heartbeatAt" = now() WHERE "status" = 'RUNNING';
