/**
 * The id of the first project: of whoever runs the server, of all that was stored before there were projects, and of everybody
 * where no keys are asked for. It is the default of every column `projectId`.
 */
export const defaultProject = '00000000-0000-4000-8000-000000000000';
