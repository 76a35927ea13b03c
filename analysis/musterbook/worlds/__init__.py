"""Inference: from claims and records to limits, trees and programs, and what follows from them exactly."""
