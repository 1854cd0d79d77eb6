/** What an annotator of garments can choose: category → type of clothing (1 upper body, 2 lower body, 3 full body). */
export const CATEGORIES = {
  Anorak: 1,
  Blazer: 1,
  Blouse: 1,
  Bomber: 1,
  'Button-Down': 1,
  Flannel: 1,
  Henley: 1,
  Hoodie: 1,
  Jacket: 1,
  Jersey: 1,
  Peacoat: 1,
  Sweater: 1,
  Tank: 1,
  Tee: 1,
  Top: 1,
  Turtleneck: 1,
  Jeans: 2,
  Shorts: 2,
  Skirt: 2,
  Coat: 3,
  Dress: 3,
  Jumpsuit: 3,
  Kaftan: 3,
  Onesie: 3,
  Robe: 3,
  Romper: 3,
};

/** The categories that are drawn, by the cut of garment that shows them. */
export const DRAWN_AS = {
  dress: ['Dress', 'Kaftan', 'Robe'],
  top: ['Blouse', 'Henley', 'Jersey', 'Sweater', 'Tank', 'Tee', 'Top', 'Turtleneck'],
  shirt: ['Button-Down', 'Flannel'],
};

/** The 26 attributes in their six groups; a garment has one of each. Group k is attribute type k + 1 in the lists. */
export const ATTRIBUTES = {
  print: ['floral', 'graphic', 'striped', 'embroidered', 'pleated', 'solid', 'lattice'],
  sleeves: ['long_sleeve', 'short_sleeve', 'sleeveless'],
  length: ['maxi_length', 'mini_length', 'no_dress'],
  neckline: ['crew_neckline', 'v_neckline', 'square_neckline', 'no_neckline'],
  fabric: ['denim', 'chiffon', 'cotton', 'leather', 'faux', 'knit'],
  fit: ['tight', 'loose', 'conventional'],
};
