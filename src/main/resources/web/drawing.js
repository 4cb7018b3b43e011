// What is drawn of a view: areas on the frozen frame or on its aligned part, and how both are put into JSON.

export const hasAnchor = (align) => align === 'anchor' || align === 'shift';

/** A length of a stored view in pixels of a picture. */
function pixels(length, side) {
  const value = typeof length === 'string' && length.endsWith('%')
    ? (Number.parseFloat(length) * side) / 100 : Number(length);
  return Number.isFinite(value) ? Math.round(value) : 0;
}

/** Areas of a stored view; `across` and `down` lead from its lengths to pixels of this picture. */
function areasOf(view, across, down) {
  const area = (kind, json) => ({
    kind, name: json.name ?? '', input: json.input ?? null,
    ...(json.polygon
      ? { polygon: json.polygon.map(([x, y]) => [across(x), down(y)]) }
      : { box: [across(json.box[0]), down(json.box[1]), across(json.box[2]), down(json.box[3])] }),
  });
  return [
    ...(view.regions ?? []).map((json) => area('region', json)),
    ...(view.ignored ?? []).map((json) => area('ignored', json)),
    ...(view.anchor ? [area('anchor', { box: view.anchor })] : []),
  ];
}

/**
 * A view as the page draws it, on a frame of this size. `areas` lie on the frame; those of `part` on the aligned part, which the
 * service finds: until then `part.stored` holds them. They hold with `part.learned` only, for frames of the size `part.frame`.
 */
export function drawingOf(view, width, height) {
  const frame = view.frame ?? { width, height };
  const align = typeof view.align === 'object' ? view.align.align : (view.align ?? 'none');
  const part = align === 'part';
  const drawn = (view.regions ?? []).length + (view.ignored ?? []).length > 0;
  return {
    align,
    padding: view.padding ?? 'pad',
    input: view.input ?? null,
    areas: part ? [] : areasOf(view,
      (x) => Math.round((pixels(x, frame.width) * width) / frame.width),
      (y) => Math.round((pixels(y, frame.height) * height) / frame.height)),
    part: {
      areas: [], stored: part && drawn ? view : null, frame, aligned: null,
      learned: part && drawn && typeof view.align === 'object' ? view.align : null,
    },
  };
}

/** What the service has to align frames by. */
export const alignmentOf = ({ part }) => ({ frame: part.frame, align: part.learned ?? 'part' });

/** The service found the part: `aligned` is its answer. Areas of a stored view can be drawn from now on. */
export function partFound({ part }, aligned) {
  part.learned = aligned.alignment;
  part.aligned = aligned;
  if (!part.stored) return;
  part.areas = areasOf({ ...part.stored, anchor: null },
    (x) => pixels(x, aligned.width), (y) => pixels(y, aligned.height));
  part.stored = null;
}

/** Another frame was frozen; without areas, the alignment is learned from it and those beside it anew. */
export function partLost({ part }, frame) {
  part.aligned = null;
  if (part.areas.length > 0 || part.stored) return;
  part.learned = null;
  part.frame = frame;
}

/** The part's outline and its areas, as they lie on the frame that was aligned. */
export function onFrame({ width, height, toFrame }, areas) {
  const [xx, xy, dx, yx, yy, dy] = toFrame;
  const corners = ({ box, polygon }) => polygon ?? [
    [box[0], box[1]], [box[0] + box[2], box[1]], [box[0] + box[2], box[1] + box[3]], [box[0], box[1] + box[3]]];
  return [{ kind: 'part', name: '', box: [0, 0, width, height] }, ...areas].map((area) => ({
    kind: area.kind, name: area.name,
    polygon: corners(area).map(([x, y]) => [xx * x + xy * y + dx, yx * x + yy * y + dy].map(Math.round)),
  }));
}

const outline = (area) => (area.polygon ? { polygon: area.polygon } : { box: area.box });

/** A drawing as JSON after schemas/view.schema.json. */
export function viewOf(drawing, frame) {
  const { align, part } = drawing;
  const lies = align === 'part' ? part : drawing;
  const of = (kind) => lies.areas.filter((area) => area.kind === kind);
  const anchor = hasAnchor(align) ? of('anchor')[0] : null;
  const drawn = align === 'part' && (part.areas.length > 0 || part.stored);
  const stored = align === 'part' ? part.stored : null;
  return {
    frame: drawn ? part.frame : frame,
    align: drawn && part.learned ? part.learned : align,
    ...(anchor ? { anchor: anchor.box } : {}),
    padding: drawing.padding,
    ...(drawing.input ? { input: drawing.input } : {}),
    regions: stored?.regions ?? of('region').map((area) => ({
      ...(area.name ? { name: area.name } : {}), ...outline(area), ...(area.input ? { input: area.input } : {}),
    })),
    ignored: stored?.ignored ?? of('ignored').map(outline),
  };
}
