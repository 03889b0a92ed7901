-- AlterTable
ALTER TABLE "Animation" ADD COLUMN     "publishedAt" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "FileLink" (
    "id" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "animationId" TEXT NOT NULL,
    "keyId" TEXT,
    "storageKey" TEXT,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "revokedAt" TIMESTAMPTZ(3),

    CONSTRAINT "FileLink_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "FileLink_createdAt_id_idx" ON "FileLink"("createdAt", "id");

-- CreateIndex
CREATE INDEX "FileLink_animationId_idx" ON "FileLink"("animationId");

-- CreateIndex
CREATE INDEX "FileLink_keyId_idx" ON "FileLink"("keyId");

-- CreateIndex
CREATE INDEX "FileLink_expiresAt_idx" ON "FileLink"("expiresAt");

-- AddForeignKey
ALTER TABLE "FileLink" ADD CONSTRAINT "FileLink_animationId_fkey" FOREIGN KEY ("animationId") REFERENCES "Animation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "FileLink" ADD CONSTRAINT "FileLink_keyId_fkey" FOREIGN KEY ("keyId") REFERENCES "ApiKey"("id") ON DELETE SET NULL ON UPDATE CASCADE;
