package main

import "fmt"

// A customer of the shop. All of them are invented: the addresses come from
// the ranges that RFC 2606 and RFC 5737 reserve for documentation.
type customer struct {
	number uint64
	name   string
	email  string
	ip     string
	tier   string
}

// customerNumber returns customer n; numbers wrap around, there are 96.
func customerNumber(n uint64) customer {
	first := []string{"ada", "bela", "chidi", "dana", "emil", "farah", "goran", "hana", "ivo", "jun", "kofi", "lena"}
	last := []string{"arno", "brandt", "costa", "diaz", "eder", "fofana", "grau", "hoang"}
	tiers := []string{"standard", "standard", "plus", "business"}
	networks := []string{"192.0.2", "198.51.100", "203.0.113"}
	n %= uint64(len(first) * len(last))
	name := first[n%uint64(len(first))] + "." + last[n/uint64(len(first))]
	return customer{
		number: n,
		name:   name,
		email:  name + "@example.com",
		ip:     fmt.Sprintf("%s.%d", networks[n%3], 10+n),
		tier:   tiers[n%4],
	}
}

func (c customer) id() string { return fmt.Sprintf("cust-%04d", 1000+c.number) }
