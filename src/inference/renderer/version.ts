/**
 * Counts up whenever the same photo, settings and bundle would give another video than before; finished videos of an
 * older version are then not taken for new ones.
 */
export const renderVersion = 6;
