/**
 * Incremented whenever the same photo, settings and bundle give a different video than before. Finished videos of older
 * versions are then not reused.
 */
export const renderVersion = 9;
