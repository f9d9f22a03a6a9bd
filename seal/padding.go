package seal

import "orderveil/personal"

// block is the size in bytes to whose multiple a category's text is padded, so that
// lengths do not tell people apart. It is wide enough that nearly all texts of the
// category fill one block, and at least one byte of it is padding:
//
//	NAME, EMAIL, NOTE    64   salutation to company; an address; a line of text
//	ADDRESS             128   the street twice, since the original line is kept
//	PHONE, TAX_ID        32   numbers of 8 to 16 digits
//	DELIVERY            128   a tracking code and a link to it
//
// The sizes are part of the layout and never change.
func block(c personal.Category) int {
	switch c {
	case personal.Address, personal.Delivery:
		return 128
	case personal.Phone, personal.TaxID:
		return 32
	default:
		return 64
	}
}

// pad appends 0x80 and zeros up to a multiple of the block (ISO/IEC 7816-4).
func pad(text []byte, block int) []byte {
	padded := make([]byte, (len(text)/block+1)*block)
	copy(padded, text)
	padded[len(text)] = 0x80
	return padded
}

func unpad(padded []byte, block int) ([]byte, error) {
	if len(padded) == 0 || len(padded)%block != 0 {
		return nil, ErrSealBroken
	}
	for i := len(padded) - 1; i >= 0 && len(padded)-i <= block; i-- {
		switch padded[i] {
		case 0:
		case 0x80:
			return padded[:i], nil
		default:
			return nil, ErrSealBroken
		}
	}
	return nil, ErrSealBroken
}
