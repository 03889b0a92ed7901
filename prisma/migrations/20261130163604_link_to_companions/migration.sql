-- AlterTable
ALTER TABLE "FileLink" ADD COLUMN     "withCompanions" BOOLEAN NOT NULL DEFAULT false;
