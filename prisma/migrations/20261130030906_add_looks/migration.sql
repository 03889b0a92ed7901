-- AlterTable
ALTER TABLE "LatentPreset" ADD COLUMN     "look" JSONB;
