export const COMPARE_MODES = ['slider', 'side', 'hover'] as const;
export type CompareMode = (typeof COMPARE_MODES)[number];
