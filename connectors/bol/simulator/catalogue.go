package simulator

import "fmt"

// Product is something the merchant sells.
type Product struct {
	SKU   string // the merchant's reference of the offer
	EAN   string
	Title string
	Cents int64 // the price of one, VAT included
}

// Products is the merchant's catalogue when the Config names none.
func Products() []Product {
	kinds := []struct {
		code, title string
		cents       int64
	}{
		{"KOP", "Koffiemok steengoed 300 ml", 1295}, {"PAN", "Braadpan gietijzer 28 cm", 8999}, {"LMP", "Leeslamp verstelbaar", 4950},
		{"FTS", "Fietstas dubbel waterdicht", 6495}, {"KNF", "Koksmes 20 cm", 5999}, {"DKN", "Dekbedovertrek katoen", 3999},
		{"SPL", "Houten treinset 64-delig", 2999}, {"TNT", "Tuinslang 25 m met haspel", 3450}, {"BRD", "Broodtrommel met vakjes", 1799},
		{"HDD", "Handdoekenset bamboe", 2495}, {"KLK", "Wandklok stil uurwerk", 2199}, {"RUG", "Rugzak 22 liter", 5495},
	}
	variants := []string{"wit", "zwart", "groen", "zandkleur", "blauw"}
	var all []Product
	for k, kind := range kinds {
		for v, variant := range variants {
			all = append(all, Product{
				SKU:   fmt.Sprintf("%s-%02d", kind.code, v+1),
				EAN:   ean(871840000000 + int64(k)*1000 + int64(v)*7),
				Title: kind.title + ", " + variant,
				Cents: kind.cents + int64(v)*50,
			})
		}
	}
	return all
}

// ean adds the check digit to twelve digits.
func ean(twelve int64) string {
	sum, rest := int64(0), twelve
	for weight := int64(3); rest > 0; weight = 4 - weight {
		sum += rest % 10 * weight
		rest /= 10
	}
	return fmt.Sprintf("%012d%d", twelve, (10-sum%10)%10)
}
