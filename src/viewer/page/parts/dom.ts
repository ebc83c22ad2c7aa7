type Attributes = Readonly<Record<string, string | boolean | undefined>>;
type Child = Node | string | undefined | false;

/** An element with attributes and children; `undefined` and `false` leave an attribute or a child out. */
export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Attributes = {},
  children: readonly Child[] = [],
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    made.setAttribute(key, value === true ? '' : value);
  }
  fill(made, children);
  return made;
}

/** Replace what is in an element. */
export function fill(parent: Element, children: readonly Child[]): void {
  parent.replaceChildren(
    ...children.filter((child): child is Node | string => child !== undefined && child !== false),
  );
}

/** A button with words, or with a sign and words for those who do not see it. */
export function button(
  label: string,
  onClick: () => void,
  { sign, ...attributes }: Attributes & { readonly sign?: string } = {},
): HTMLButtonElement {
  const made = element(
    'button',
    { type: 'button', ...(sign && { 'aria-label': label, title: label }), ...attributes },
    [sign ?? label],
  );
  made.addEventListener('click', onClick);
  return made;
}

/** A control with its name before it. */
export function labelled(name: string, control: HTMLElement, attributes: Attributes = {}): HTMLLabelElement {
  return element('label', { class: 'field', ...attributes }, [element('span', {}, [name]), control]);
}

/** A choice from a list. `title` says why it is disabled, where it is. */
export function select(
  options: readonly { readonly value: string; readonly label: string }[],
  value: string,
  onChange: (value: string) => void,
  attributes: Attributes = {},
): HTMLSelectElement {
  const made = element(
    'select',
    attributes,
    options.map((option) => element('option', { value: option.value }, [option.label])),
  );
  made.value = value;
  made.addEventListener('change', () => onChange(made.value));
  return made;
}

/** A box to tick. */
export function checkbox(
  name: string,
  isOn: boolean,
  onChange: (isOn: boolean) => void,
  attributes: Attributes = {},
): HTMLLabelElement {
  const box = element('input', { type: 'checkbox', ...attributes });
  box.checked = isOn;
  box.addEventListener('change', () => onChange(box.checked));
  return element('label', { class: 'check', title: attributes['title'] }, [box, element('span', {}, [name])]);
}

/** A slider. */
export function slider(
  { min, max, step, value }: { min: number; max: number; step: number; value: number },
  onInput: (value: number) => void,
  attributes: Attributes = {},
): HTMLInputElement {
  const [low, high, by] = [min, max, step].map(String);
  const made = element('input', { type: 'range', min: low, max: high, step: by, ...attributes });
  made.value = String(value);
  made.addEventListener('input', () => onInput(Number(made.value)));
  return made;
}
