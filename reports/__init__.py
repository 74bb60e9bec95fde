"""What is read and drawn from results: tables, figures, words and the page. Nothing here simulates."""
