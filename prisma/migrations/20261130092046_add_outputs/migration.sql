-- CreateEnum
CREATE TYPE "OutputKind" AS ENUM ('VIDEO', 'POSTER');

-- CreateTable
CREATE TABLE "Output" (
    "id" TEXT NOT NULL,
    "animationId" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "kind" "OutputKind" NOT NULL,
    "format" TEXT NOT NULL,
    "crop" TEXT NOT NULL DEFAULT 'original',
    "widthPixels" INTEGER NOT NULL,
    "heightPixels" INTEGER NOT NULL,
    "sizeBytes" INTEGER NOT NULL,
    "contentType" TEXT NOT NULL,
    "codecs" TEXT,
    "storageKey" TEXT NOT NULL,
    "sha256" TEXT,
    "missedBudgetBytes" INTEGER,

    CONSTRAINT "Output_pkey" PRIMARY KEY ("id")
);

-- The files that animations named themselves. Their report knows the size and what made the video.
INSERT INTO "Output" ("id", "animationId", "position", "kind", "format", "widthPixels", "heightPixels", "sizeBytes", "contentType", "codecs", "storageKey")
SELECT gen_random_uuid()::text, "Animation"."id", file."position", file."kind"::"OutputKind", file."format",
       COALESCE(("report"->>'width')::int, "Image"."widthPixels"), COALESCE(("report"->>'height')::int, "Image"."heightPixels"),
       COALESCE(file."sizeBytes", 0), file."contentType", file."codecs", file."storageKey"
FROM "Animation"
JOIN "Image" ON "Image"."id" = "Animation"."imageId"
CROSS JOIN LATERAL (VALUES
    (0, 'VIDEO', CASE WHEN "report"->>'encoder' = 'nvenc-hevc' THEN 'mp4-hevc' ELSE 'mp4-h264' END, 'video/mp4', NULL, "videoKey", "videoBytes"),
    (1, 'POSTER', 'jpeg', 'image/jpeg', '', "posterKey", "posterBytes")
) AS file("position", "kind", "format", "contentType", "codecs", "storageKey", "sizeBytes")
WHERE file."storageKey" IS NOT NULL;

-- DropIndex
DROP INDEX "Animation_posterKey_idx";

-- DropIndex
DROP INDEX "Animation_videoKey_idx";

-- AlterTable
ALTER TABLE "Animation" DROP COLUMN "posterBytes",
DROP COLUMN "posterKey",
DROP COLUMN "videoBytes",
DROP COLUMN "videoKey";

-- CreateIndex
CREATE INDEX "Output_storageKey_idx" ON "Output"("storageKey");

-- CreateIndex
CREATE UNIQUE INDEX "Output_animationId_position_key" ON "Output"("animationId", "position");

-- AddForeignKey
ALTER TABLE "Output" ADD CONSTRAINT "Output_animationId_fkey" FOREIGN KEY ("animationId") REFERENCES "Animation"("id") ON DELETE CASCADE ON UPDATE CASCADE;
