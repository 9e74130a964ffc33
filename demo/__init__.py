"""A small news network of invented outlets, served on the loopback address: demonstration and test bed."""
