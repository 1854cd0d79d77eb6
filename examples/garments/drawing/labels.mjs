/** The tasks and labels, as config.yml lists them. */
export const LABELS = {
  print: ['embroidered', 'solid', 'graphic', 'floral', 'striped', 'lattice', 'pleated'],
  sleeves: ['sleeveless', 'long_sleeve', 'short_sleeve'],
  neckline: ['no_neckline', 'v_neckline', 'crew_neckline', 'square_neckline'],
};
