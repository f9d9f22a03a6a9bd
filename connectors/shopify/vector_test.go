package shopify_test

const (
	vector      = "VnKUjZsLuN5iZWjn5EntcBVCF9kMN43LglzCE1/GSeY="
	olderVector = "WiIMOaBQS9+8cHmY6klC2SeatlerqIlw8T8TiqDQ718="
)
