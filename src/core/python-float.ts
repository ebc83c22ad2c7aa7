/**
 * A double as Python prints it: the shortest digits that read back to the same number, `3.0` for whole numbers,
 * `1e-05` below 1e-4 and from 1e16. Text attributes of MintPy's files look like this.
 */
export function pythonFloat(value: number): string {
  return layOut(value, value.toExponential());
}

/** A float32 as numpy prints it: the shortest digits that read back to the same float32. */
export function pythonFloat32(value: number): string {
  const single = Math.fround(value);
  if (!Number.isFinite(single) || single === 0) return pythonFloat(single);
  for (let digits = 0; digits < 9; digits++) {
    const text = single.toExponential(digits);
    if (Math.fround(Number(text)) === single) return layOut(single, text);
  }
  return pythonFloat(single);
}

/** Scientific text (`1.5e-7`) laid out by Python's rules. */
function layOut(value: number, scientific: string): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const [mantissa, power] = scientific.split('e');
  const exponent = Number(power);
  if (exponent < -4 || exponent >= 16) {
    const sign = exponent < 0 ? '-' : '+';
    return `${trimZeros(mantissa)}e${sign}${String(Math.abs(exponent)).padStart(2, '0')}`;
  }
  const negative = mantissa.startsWith('-') ? '-' : '';
  const digits = trimZeros(mantissa).replace('-', '').replace('.', '');
  if (exponent < 0) return `${negative}0.${'0'.repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  return `${negative}${whole}.${digits.slice(exponent + 1) || '0'}`;
}

function trimZeros(mantissa: string): string {
  return mantissa.includes('.') ? mantissa.replace(/\.?0+$/, '') : mantissa;
}
