/** The operator that is being dragged from the palette: a drag's data cannot be read before the drop. */
export const paletteDrag: { kind: string | null } = $state({ kind: null });
