/**
 * The id of the first project: of the operator, of everything stored before there were projects, and of everybody if no
 * keys are required. It is the default of every column `projectId`.
 */
export const defaultProject = '00000000-0000-4000-8000-000000000000';
